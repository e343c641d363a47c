"""`python -m reflect.cli`, as the app starts its worker."""

from reflect.cli import main

if __name__ == "__main__":
    main()
