// pulumi-language-nodejs: a language host for programs in TypeScript and JavaScript, as far as natsmith's examples and tests
// need one. In: the engine's address, by argument, and its requests. Out: the port it serves, and programs run by the SDK.
import { spawn } from 'node:child_process'
import * as grpc from '@grpc/grpc-js'
import { version } from '@pulumi/pulumi/version'
import { LanguageRuntimeService, type ILanguageRuntimeServer } from '@pulumi/pulumi/proto/language_grpc_pb'
import {
  AboutResponse,
  GetProgramDependenciesResponse,
  GetRequiredPackagesResponse,
  GetRequiredPluginsResponse,
  LanguageHandshakeResponse,
  RunResponse,
  type RunRequest,
} from '@pulumi/pulumi/proto/language_pb'
import { PluginInfo } from '@pulumi/pulumi/proto/plugin_pb'
import { Empty } from 'google-protobuf/google/protobuf/empty_pb'
import { endWithParent, inSdk } from './plugin'

/** What `cmd/run` exits with when it has told the user all there is to tell. */
const SAID = 32

const [engine = ''] = process.argv.slice(2).filter((word) => !word.startsWith('-'))

async function run(request: RunRequest): Promise<RunResponse> {
  const code = await runProgram(request)
  const response = new RunResponse()
  if (code === SAID) response.setBail(true)
  else if (code !== 0) response.setError(`program exited with non-zero exit code: ${String(code)}`)
  return response
}

function runProgram(request: RunRequest): Promise<number | null> {
  const info = request.getInfo()
  const folder = info?.getProgramDirectory() ?? request.getPwd()
  const options = (info?.getOptions()?.toJavaScript() ?? {}) as { readonly typescript?: boolean }
  const flags = {
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    stack: request.getStack(),
    'root-directory': info?.getRootDirectory() ?? folder,
    pwd: request.getPwd(),
    parallel: String(request.getParallel()),
  }
  const args = [
    inSdk(folder, 'cmd/run'),
    ...Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
    ...(request.getDryrun() ? ['--dry-run'] : []),
    info?.getEntryPoint() ?? request.getProgram(),
    ...request.getArgsList(),
  ]
  const env = {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    ...(options.typescript !== false && { PULUMI_NODEJS_TYPESCRIPT: 'true' }),
  }
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'inherit', 'inherit'] })
    child.once('error', reject).once('close', resolve)
  })
}

// ------------------------------------------------------------------------------------------------------------- service

type Answer<T> = (error: grpc.ServiceError | Partial<grpc.StatusObject> | null, value?: T) => void

/** What neither an example nor a test asks for. */
const unimplemented = (_call: unknown, answer: Answer<never>): void => {
  answer({ code: grpc.status.UNIMPLEMENTED, details: 'not part of natsmith’s own language host' })
}
const unimplementedStream = (call: grpc.ServerWritableStream<unknown, unknown>): void => {
  call.emit('error', { code: grpc.status.UNIMPLEMENTED, details: 'not part of natsmith’s own language host' })
}
const always =
  <T>(make: () => T) =>
  (_call: unknown, answer: Answer<T>): void => {
    answer(null, make())
  }

const service: Record<keyof ILanguageRuntimeServer, unknown> = {
  handshake: always(() => new LanguageHandshakeResponse()),
  getPluginInfo: always(() => {
    const info = new PluginInfo()
    info.setVersion(version)
    return info
  }),
  // Dynamic resources need none but the launcher beside this one.
  getRequiredPlugins: always(() => new GetRequiredPluginsResponse()),
  getRequiredPackages: always(() => new GetRequiredPackagesResponse()),
  getProgramDependencies: always(() => new GetProgramDependenciesResponse()),
  about: always(() => {
    const about = new AboutResponse()
    about.setExecutable(process.execPath)
    about.setVersion(process.version)
    return about
  }),
  run: (call: { readonly request: RunRequest }, answer: Answer<RunResponse>) => {
    run(call.request).then(
      (response) => {
        answer(null, response)
      },
      (error: unknown) => {
        answer({ code: grpc.status.UNKNOWN, details: String(error) })
      },
    )
  },
  cancel: always(() => new Empty()),
  installDependencies: (call: grpc.ServerWritableStream<unknown, unknown>) => {
    call.end()
  },
  runtimeOptionsPrompts: unimplemented,
  template: unimplemented,
  runPlugin: unimplementedStream,
  generateProgram: unimplemented,
  generateProject: unimplemented,
  generatePackage: unimplemented,
  pack: unimplemented,
  link: unimplemented,
}

endWithParent()
const server = new grpc.Server()
server.addService(LanguageRuntimeService, service as grpc.UntypedServiceImplementation)
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error
  process.stdout.write(`${String(port)}\n`)
})
