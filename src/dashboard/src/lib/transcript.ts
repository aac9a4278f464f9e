// What a command has printed so far. It may be endless: no more of it is held than a person looks at.

export interface Piece { isError: boolean; text: string }

export interface Transcript { pieces: readonly Piece[]; length: number; isCut: boolean }

export const Nothing: Transcript = { pieces: [], length: 0, isCut: false };

const Most = 200_000;

/** With one more piece; what was printed first goes first. */
export function add(before: Transcript, piece: Piece, most = Most): Transcript {
  if (piece.text === '') return before;
  const pieces = [...before.pieces];
  const last = pieces[pieces.length - 1];
  if (last?.isError === piece.isError) pieces[pieces.length - 1] = { isError: last.isError, text: last.text + piece.text };
  else pieces.push(piece);
  let length = before.length + piece.text.length, isCut = before.isCut;
  while (length > most) {
    const first = pieces[0];
    if (!first) break;
    const over = length - most;
    isCut = true;
    if (first.text.length <= over) {
      pieces.shift();
      length -= first.text.length;
    } else {
      pieces[0] = { isError: first.isError, text: first.text.slice(over) };
      length -= over;
    }
  }
  return { pieces, length, isCut };
}
