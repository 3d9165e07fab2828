// Part of the build. In: what was compiled. Out: dist/lib/build-id, a digest of all of it: it tells one natsmith from another where the
// version does not, and what one of them has judged, another judges again.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const dist = resolve(__dirname, '../dist')
const ID = 'lib/build-id'

const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.(js|sh)$/.test(file),
)
const digest = createHash('sha256')
for (const file of files.sort()) digest.update(`${file}\0`).update(readFileSync(join(dist, file)))
writeFileSync(join(dist, ID), `${digest.digest('hex')}\n`)
