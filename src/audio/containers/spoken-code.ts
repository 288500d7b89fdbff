/**
 * The four characters that name a codec, as a sentence may hold them: without blanks at the ends, and with a question
 * mark for whatever is no printable ASCII. A damaged file has anything there, line breaks and the codes that move a
 * terminal's cursor among it.
 */
export function spokenCode(code: string): string {
  return code.replaceAll(/[^\u0020-\u007e]/gu, '?').trim();
}
