/** What the vault in `file` was called, by the file's own name. */
export function nameIn(file: string): string {
  const name = file.split(/[/\\]/).at(-1) ?? "";
  return name.replace(/(\.tar)?(\.zst)?\.age$/i, "").replace(/-\d{4}-\d{2}-\d{2}$/, "");
}
