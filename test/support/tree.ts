// What is in a folder, as one value: tests read like a listing.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Content by path, hidden files included; folders do not show, and links are not followed. */
export function tree(folder: string): Record<string, string> {
  const paths = filesIn(folder).sort()
  return Object.fromEntries(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]))
}

/** By hand: what readdir does with links to folders when it is `recursive` differs between releases of Node. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(path)
    return entry.isFile() ? [path] : []
  })
}

/** Content, and type, mode and owner, by path; folders and links as well. */
export const listing = (folder: string): readonly [Record<string, string>, readonly string[]] => [
  tree(folder),
  execFileSync('find', ['.', '-printf', '%p %y %m %U:%G %l\\n'], { cwd: folder, encoding: 'utf8' })
    .split('\n')
    .sort(),
]

export const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8)

/** Copies what is in a folder, modes and links as they are: newer Node's `cpSync` gives copied folders other modes. */
export function copyFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  execFileSync('cp', ['-a', `${from}/.`, to])
}
