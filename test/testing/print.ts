// Prints the synthesis of program.ts, for index.test.ts, which runs this in a process of its own.
import { textOf } from './program'

process.stdout.write(textOf())
