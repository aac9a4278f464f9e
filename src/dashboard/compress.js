// node compress.js FROM TO: every file of FROM compressed into TO, and the first load held to what it may weigh.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';

const LargestBundle = 350 * 1024;

const [from, to] = process.argv.slice(2);
let total = 0;
for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const packed = gzipSync(readFileSync(path), { level: constants.Z_BEST_COMPRESSION });
  const target = `${join(to, path.slice(from.length))}.gz`;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, packed);
  total += packed.length;
}
console.log(`the web page: ${Math.ceil(total / 1024)} KiB compressed`);
if (total > LargestBundle) {
  console.error(`build-dashboard.sh: that is more than ${LargestBundle / 1024} KiB`);
  process.exit(1);
}
