"""The words of the project as frozen values. Standard library only; knows no room but the errors."""
