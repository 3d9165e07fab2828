// One line of a key store's file: canonical JSON with a checksum of itself. In: an object. Out: its line, and back.
import { hash } from 'node:crypto'
import type { Json } from '../values/canonical-json'
import { canonicalJson } from '../values/canonical-json'
import { markedLine } from '../values/git-marks'
import { conflict, damaged, newer } from './errors'

/** Of all files of a key store. */
export const SCHEMA = 1

/** `check` sorts before every other key, so that the line is canonical JSON with it and without it. */
const CHECK = /^\{"check":"([0-9a-f]{16})",/

/** @param value - plain data; its type is that of whoever reads it back. */
export const formatLine = (value: object): string => checked(canonicalJson(value as Json))

/** The line of what is canonical JSON. */
export const checked = (json: string): string => `{"check":"${checksum(json)}",${json.slice(1)}`

/** The object, as it was formatted. Throws NatsmithError `key-store-damaged`. */
export const parseLine = (where: string, line: string): unknown => JSON.parse(unchecked(where, line))

/** The canonical JSON of a line. Throws NatsmithError `key-store-damaged`. */
export function unchecked(where: string, line: string): string {
  const [prefix = '', check] = CHECK.exec(line) ?? []
  const json = `{${line.slice(prefix.length)}`
  if (checksum(json) === check) return json
  throw damaged(where, 'the checksum does not fit; it was changed by hand, by a merge, or is cut')
}

/** 64 bits: against damage, not against forgery. */
const checksum = (json: string): string => hash('sha256', json).slice(0, 16)

/** Throws NatsmithError `key-store-newer` for a line that says a schema above ours. */
export function refuseNewer(path: string, line: string): void {
  const [, schema] = /"schema":(\d{1,9})\b/.exec(line) ?? []
  if (Number(schema) > SCHEMA) throw newer(path)
}

/** Throws NatsmithError `key-store-conflict` for what git marks where it cannot merge. */
export function refuseMarks(path: string, text: string): void {
  const line = markedLine(text)
  if (line !== undefined) throw conflict(`${path}:${String(line)}`, 'git could not merge it')
}
