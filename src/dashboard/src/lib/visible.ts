// Names and output are a guest's choice. React keeps them from being markup; this keeps them from looking like something else.

/** Control characters, line and direction marks, and what shows nothing at all. */
// eslint-disable-next-line no-control-regex, no-misleading-character-class -- that is what is looked for, sign by sign.
const Hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ue000-\uf8ff]|[\u{e0000}-\u{e0fff}]/gu;

/** The same text with whatever can not be seen written out, as the command line writes it: \u202e. Tabs and line feeds stay. */
export function visible(text: string): string {
  return text.replace(Hidden, (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
