/** The commands this page offers to copy, all of them here: a test has the program itself parse each. */

/** One word of a shell's line. */
export function quote(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

export const openPage = 'agsekit dashboard';
export const addFolder = 'agsekit addmount';
export const firstRun = 'agsekit run claude';
export const listRuns = 'agsekit ps';
export const doctor = 'agsekit doctor';
export const doctorFix = 'agsekit doctor --fix';
export const editConfig = 'agsekit config edit';

export const attach = (run: string): string => `agsekit attach ${quote(run)}`;
export const mount = (source: string): string => `agsekit mount ${quote(source)}`;
export const verify = (source: string): string => `agsekit backup verify --source-dir ${quote(source)}`;
export const takeSnapshot = (source: string, backups: string): string => `agsekit backup-once --source-dir ${quote(source)} --dest-dir ${quote(backups)}`;

/** Works from any folder: without its option the command means the one it is given in. */
export const restore = (snapshot: string, source: string): string => `agsekit backup restore ${quote(snapshot)} --source-dir ${quote(source)}`;
