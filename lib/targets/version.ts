// natsmith's own version, from package.json, which stands above the compiled files as well as above the sources.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export function ownVersion(): string {
  const above = ['../..', '../../..'].map((up) => join(__dirname, up, 'package.json')).filter(existsSync)
  const { version } = JSON.parse(readFileSync(above[0] ?? 'package.json', 'utf8')) as { version: string }
  return version
}
