import { Command, Option } from 'commander';
import type { CheckFlags } from './commands/check';
import type { DiffFlags } from './commands/diff';
import type { PreviewFlags } from './commands/preview';
import type { RenderFlags } from './commands/render';
import type { Io } from './io';
import { addMeshFlags } from './mesh-flags';
import { toolVersion } from './version';

/* eslint-disable @typescript-eslint/no-require-imports -- a command is loaded when it is called: --help needs none */

/** The command line. `done` is told the exit code of the command that ran. */
export function program(io: Io, done: (code: number) => void): Command {
  const root = new Command('cdk8s-istio')
    .description('Checks, previews and compares the data plane of a service mesh (Istio, Alibaba Cloud Service Mesh), whatever wrote its manifests.')
    .version(toolVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text), writeErr: (text) => io.err(text), getOutHasColors: () => false, getErrHasColors: () => false,
    })
    .addHelpText('after', EXIT_CODES);
  const command = (usage: string, description: string, examples: readonly string[]): Command => root.command(usage).description(description)
    .addHelpText('after', `\nExamples:\n${examples.map((line) => `  $ ${line}`).join('\n')}\n`);

  addMeshFlags(command('check [path...]', 'judge files and folders, or - for standard input, with every rule', [
    'cdk8s-istio check dist --platform istio@1.30 --kubernetes 1.33',
    'helm template web ./chart | cdk8s-istio check - -n shop',
    'cdk8s-istio check dist --format sarif -o findings.sarif',
    'cdk8s-istio check fleet --cluster-folders --platform asm@1.26 --fail-on warning',
  ]))
    .option('--as-of <day>', 'the day against which acknowledgements expire, such as 2026-11-20 (default: today)')
    .option('--baseline <file>', 'findings that are known: only others fail')
    .option('--write-baseline <file>', 'write what is found as the baseline, and succeed')
    .option('--format <format>', 'text, json, sarif, junit, markdown or html', 'text')
    .option('-o, --output <file>', 'write to a file')
    .option('--fail-on <severity>', 'error, warning, note or never (default: error)')
    .option('--show-config', 'print the settings and where they come from')
    .action((paths: string[], flags: CheckFlags) => {
      const { runCheck } = require('./commands/check') as typeof import('./commands/check');
      done(runCheck(paths, flags, io));
    });

  addMeshFlags(command('preview <path...>', 'show the objects as they will run, each value with its origin', [
    'cdk8s-istio preview dist --platform istio@1.30 --kubernetes 1.33',
    'cdk8s-istio preview dist --name shop/waypoint --format json',
  ]))
    .option('--name <name>', 'only this proxy: NAME or NAMESPACE/NAME of its workload')
    .option('--format <format>', 'yaml or json', 'yaml')
    .option('--no-origins', 'values without their origins')
    .option('-o, --output <file>', 'write to a file')
    .action((paths: string[], flags: PreviewFlags) => {
      const { runPreview } = require('./commands/preview') as typeof import('./commands/preview');
      done(runPreview(paths, flags, io));
    });

  addMeshFlags(command('diff <old> <new>', 'say what a release does to each workload, and why', [
    'cdk8s-istio diff dist.before dist --platform istio@1.30 --kubernetes 1.33',
    'cdk8s-istio diff main:dist dist --format markdown -o comment.md',
    'cdk8s-istio diff v1.4.0:dist v1.5.0:dist --exit-code',
  ]))
    .option('--new-platform <mesh>', 'where the mesh is upgraded with it: the mesh after')
    .option('--format <format>', 'text, json or markdown', 'text')
    .option('--exit-code', 'exit with 3 when something changes')
    .option('-o, --output <file>', 'write to a file')
    .action((before: string, after: string, flags: DiffFlags) => {
      const { runDiff } = require('./commands/diff') as typeof import('./commands/diff');
      done(runDiff(before, after, flags, io));
    });

  addMeshFlags(command('render <file>', 'write an IstioGateway resource in another rendering', [
    'cdk8s-istio render gateway.yaml --platform istio@1.30 --kubernetes 1.33',
    'cdk8s-istio render gateway.yaml --platform istio@1.30 --rendering managed --cluster c1',
  ]))
    .option('--name <name>', 'which IstioGateway, where the file holds several')
    .option('--cluster <id>', 'merge the overrides of this cluster')
    .addOption(new Option('--rendering <rendering>', 'asm, injected or managed (default: asm on ASM, injected on Istio)'))
    .option('--naming <names>', 'asm or helm (default: asm)')
    .option('-o, --output <file>', 'write to a file')
    .action((path: string, flags: RenderFlags) => {
      const { runRender } = require('./commands/render') as typeof import('./commands/render');
      done(runRender(path, flags, io));
    });

  command('rules [id]', 'list what is checked, or say why one rule is', ['cdk8s-istio rules', 'cdk8s-istio rules DRN001'])
    .option('--format <format>', 'text or json', 'text')
    .action((id: string | undefined, flags: { format?: string }) => {
      const { runRulesCommand } = require('./commands/rules') as typeof import('./commands/rules');
      done(runRulesCommand(id, flags, io));
    });
  return root;
}

const EXIT_CODES = `
Exit codes: 0 nothing found, 1 findings at or above --fail-on, 2 wrong use or unreadable input, 3 changes found (diff --exit-code).
`;
