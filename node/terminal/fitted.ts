import stringWidth from 'fast-string-width';

/** The text, cut to a width on the terminal with `…` where it was longer; nothing where there is no room at all. */
export function fitted(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let cut = '';
  for (const letter of text) {
    if (stringWidth(cut + letter) > columns - 1) break;
    cut += letter;
  }
  return columns < 1 ? '' : `${cut}…`;
}
