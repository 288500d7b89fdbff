import stringWidth from 'fast-string-width';

/**
 * Breaks a line that is wider than the terminal at its spaces. What follows stands under the beginning of the line's
 * last column (after its last gap of two or more spaces), so that a sentence stays a block beside its label. Quoted
 * text is never broken: a path printed in quotes can be pasted. A word wider than the terminal is left whole.
 *
 * @param columns how wide the terminal is; `Infinity` breaks nothing.
 */
export function wrapLine(line: string, columns: number): string[] {
  if (stringWidth(line) <= columns) return [line];
  const head = HEAD.exec(line)![0];
  const headWidth = stringWidth(head);
  // A last column with hardly any room would be a tower of single words: better the line as it is.
  if (columns - headWidth < LEAST_ROOM) return [line];
  const lines: string[] = [];
  let current = head;
  let width = headWidth;
  for (const word of line.slice(head.length).match(WORDS) ?? []) {
    const wordWidth = stringWidth(word);
    const isFirst = width === headWidth;
    if (!isFirst && width + 1 + wordWidth > columns) {
      lines.push(current);
      current = ' '.repeat(headWidth) + word;
      width = headWidth + wordWidth;
    } else {
      current += isFirst ? word : ` ${word}`;
      width += isFirst ? wordWidth : wordWidth + 1;
    }
  }
  return [...lines, current];
}

/** Two or three words a line: less is hard to read. */
const LEAST_ROOM = 20;

/** Everything up to the last column: the indent, or up to the last gap of two or more spaces. */
const HEAD = /^(?:.* {2,}| *)(?=\S)/;

/**
 * Words, and quoted text as one word with what clings to it; `'\''` is how a shell writes a quote within single quotes.
 */
const WORDS = /(?:"[^"]*"|(?<!\S)'(?:[^']|'\\'')*'|\S)+/g;
