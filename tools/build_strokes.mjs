// Writes src/gongwen/standard/strokes.txt from the npm package cnchar-order (MIT).
// usage: npm pack cnchar-order && tar xzf cnchar-order-*.tgz && node tools/build_strokes.mjs package/cnchar.order.min.js
import { readFileSync, writeFileSync } from 'node:fs';

const KINDS = { j: 1, i: 1, f: 2, g: 2, s: 3, k: 4, d: 4, l: 4 }; // 横提, 竖竖钩, 撇, 点捺; every other letter is 折 (5)
const source = readFileSync(process.argv[2], 'utf8');
const letters = JSON.parse(source.match(/JSON\.parse\('(\{"一":.*?\})'\)/)[1]);
// Slips of the package, mended by the parts of the characters: a Han character stands for its own letters.
const MENDED = {
  德: 'ssf十fcffj一心', 锺: 'sjjjh重', 炽: '火只', 皙: '析白', 撅: 'jgi厥', 媾: '女jjffjfrfjj', 膝: 'srjjjfskslgkisk',
  鲺: '鱼虱', 黏: '黍占',
};
for (const [character, parts] of Object.entries(MENDED)) {
  letters[character] = [...parts].map((part) => letters[part] ?? part).join('');
}
const groups = new Map();
for (const [character, order] of Object.entries(letters)) {
  const code = [...order].map((letter) => KINDS[letter] ?? 5).join('');
  groups.set(code, [...(groups.get(code) ?? []), character].sort());
}
const codes = [...groups.keys()].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
const lines = codes.map((code) => `${code} ${groups.get(code).join('')}\n`);
writeFileSync(new URL('../src/gongwen/standard/strokes.txt', import.meta.url), lines.join(''));
