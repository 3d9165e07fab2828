// Puts rendered nodes into folders, one a node, in which their servers run.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RenderedNode } from '../render/render'

/** Writes every file of `rendered` below `<root>/<node>`, and gives that folder. */
export function place({ node, artifacts }: RenderedNode, root: string): string {
  const folder = join(root, node.name)
  for (const { path, content, mode } of artifacts) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content, { mode })
  }
  return folder
}
