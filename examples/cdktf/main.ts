// An app of cdktf: a stack that hosts a NATS deployment, and beside it a resource of its own that uses what natsmith makes.
import { File } from '@cdktf/provider-local/lib/file'
import { App, TerraformOutput } from 'cdktf'
import type { Construct } from 'constructs'
import { NatsStack } from 'natsmith/cdktf'
import { site } from './site'

class Example extends NatsStack {
  constructor(scope: Construct, id: string) {
    super(scope, id)
    const nats1 = site(this).artifacts('nats1')
    // Paths are as Terraform sees them, which runs in cdktf.out/stacks/example.
    new File(this, 'trust', { filename: '../../../out/clients/ca.pem', content: nats1.client.ca.content })
    new TerraformOutput(this, 'conf_of_nats1', { value: nats1.conf.file })
  }
}

const app = new App()
new Example(app, 'example')
app.synth()
