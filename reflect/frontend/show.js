// @ts-check
export default function mount() {}
