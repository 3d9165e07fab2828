// Runs Chromium without a window, and without a network. In: nothing. Out: pages of files. Whoever starts it closes it.
import { execFileSync } from 'node:child_process'
import { chromium, type Browser } from 'playwright-core'
import { debianPrograms } from '../../../tools/programs'
import { need } from '../../../tools/install'

export function startBrowser(): Promise<Browser> {
  const executablePath = need('chromium')
  const { command } = debianPrograms.chromium
  const isUnpacked = executablePath.endsWith(`/${command}`) && executablePath !== `/${command}`
  const libraries = isUnpacked ? librariesIn(executablePath.slice(0, -command.length)) : ''
  return chromium.launch({
    executablePath,
    env: { ...process.env, ...(isUnpacked && { LD_LIBRARY_PATH: libraries }) },
  })
}

/** The folders below `root` that hold libraries, as the dynamic linker takes them. */
function librariesIn(root: string): string {
  const found = execFileSync('find', [root, '-name', '*.so*', '-printf', '%h\n'], { encoding: 'utf8' })
  return [...new Set(found.trim().split('\n'))].join(':')
}
