import { own } from '../../../kube/own';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { annotationRow, ANNOTATION_ROWS, type AnnotationRow } from '../../../model/injected';
import { joinPointer } from '../../../model/pointer';
import { type JsonMap, mapAt } from '../../../model/read';
import { Feature, type Platform, Support } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import type { Found, ProxyRule } from '../../rule';
import type { Described } from '../described';
import { proxyRule, short } from '../proxy-rule';

const VALIDATE = 'Istio 1.30.3 pkg/kube/inject/validate.go';

/** These are JSON, and the template reads them as such. */
const JSON_TEXTS = ['sidecar.istio.io/userVolume', 'sidecar.istio.io/userVolumeMount'];

/** What the injector's templates paste between quotes, and nobody checks. */
const PASTED = ANNOTATION_ROWS
  .filter(({ name, reader }) => (reader === 'every-template' || reader === 'sidecar-template') && !JSON_TEXTS.includes(name));

/** Fixed versions escape these, and still paste the others. */
const ESCAPED_LATER: readonly string[] = ['proxyImage', 'bootstrapOverride', 'logLevel', 'componentLogLevel', 'agentLogLevel'].map((name) => `sidecar.istio.io/${name}`);

const isEscaped = ({ name }: AnnotationRow, platform: Platform): boolean => (
  ESCAPED_LATER.includes(name) && platform.supports(Feature.ANNOTATIONS_ESCAPED) === Support.YES);

function isChecked({ check, checkedWith }: AnnotationRow, platform: Platform): boolean {
  return check !== undefined && (checkedWith === undefined || platform.supports(checkedWith) === Support.YES);
}

/** Ends the text between double quotes, or the line; a tab does neither. */
// eslint-disable-next-line no-control-regex
const BREAKS_OUT = /["\\\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029]/;

function annotationsOf({ workload, template }: EffectiveProxy): { readonly place: string; readonly map: JsonMap | undefined } {
  const place = joinPointer(template, 'metadata', 'annotations');
  return { place, map: mapAt(workload.object, place) };
}

/** SEC008: a value that stops being a value. */
export const yamlInjection = proxyRule({
  id: 'SEC008',
  title: 'annotation breaks out of the injector\'s template',
  what: 'An annotation that the injection templates paste between quotes, and that this version of the injector neither checks nor escapes, has a '
    + 'double quote, a backslash, a line break or another control character.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The value ends where the quote or line ends, and the rest is read as YAML: the pod is refused, or it gets fields and containers that nobody reviewed.',
  source: `Istio release notes 58889 and 58891; istio.io, Istio 1.29.7, 1.30.4 and 1.31.1 (annotations that are escaped); ${VALIDATE}; istio-discovery chart, files/injection-template.yaml`,
  makes: ['injected', 'sidecar'],
}, (proxy) => {
  const { place, map } = annotationsOf(proxy);
  if (map === undefined) { return []; }
  return PASTED.flatMap((row): Found[] => {
    const value = own(map, row.name);
    if (typeof value !== 'string' || !BREAKS_OUT.test(value)) { return []; }
    // interfaces have a rule of their own
    if (isChecked(row, proxy.platform) || isEscaped(row, proxy.platform) || INTERFACES.includes(row.name)) { return []; }
    if (proxy.make === 'injected' && row.reader !== 'every-template') { return []; }
    const pointer = joinPointer(place, row.name);
    return [{
      message: `annotation ${row.name} has ${JSON.stringify(BREAKS_OUT.exec(value)![0])}, which ends the text that the injector pastes it into`,
      fix: 'leave out quotes, backslashes and line breaks',
      part: row.name,
      at: proxy.workload.origin(pointer),
      values: [{ name: row.name, value: proxy.workload.at<unknown>(pointer), show: (text) => JSON.stringify(short(text)) }],
    }];
  });
});

const INTERFACES: readonly string[] = [
  'traffic.sidecar.istio.io/excludeInterfaces', 'traffic.sidecar.istio.io/kubevirtInterfaces', 'istio.io/reroute-virtual-interfaces',
];

/** SEC009: on the way to iptables. Also where the injector refuses the pod for it, since nobody else says so. */
export const interfaceNames: Described<ProxyRule> = {
  id: 'SEC009',
  title: 'interface list with something that is no interface',
  what: 'An item of `excludeInterfaces`, `kubevirtInterfaces` or `reroute-virtual-interfaces` is empty, longer than 15 characters, or not a letter '
    + 'followed by letters, digits, dots, dashes and underscores.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The names become arguments of iptables, run with NET_ADMIN. Before the fix of CVE-2026-23766 an item could smuggle further arguments in; since then '
    + 'the injector refuses the pod.',
  source: `CVE-2026-23766; Istio release note 58781; ${VALIDATE} ValidateInterfaceNames`,
  on: 'proxy',
  makes: ['sidecar'],
  check: (proxy) => {
    if (proxy.state === 'not-injected') { return []; }
    const { place, map } = annotationsOf(proxy);
    if (map === undefined) { return []; }
    return INTERFACES.flatMap((name): Found[] => {
      const value = own(map, name);
      const problem = typeof value === 'string' ? annotationRow(name)?.check?.(value) : undefined;
      if (problem === undefined) { return []; }
      const pointer = joinPointer(place, name);
      const refuses = proxy.platform.supports(Feature.INTERFACE_ANNOTATIONS_CHECKED) === Support.YES;
      return [{
        message: `annotation ${name}: ${problem}${refuses ? ', and the injector refuses the pod' : ', and it reaches the arguments of iptables'}`,
        fix: 'list interfaces of the pod by name, separated by commas, such as eth1,net1',
        part: name,
        at: proxy.workload.origin(pointer),
        values: [{ name, value: proxy.workload.at<unknown>(pointer), show: (text) => JSON.stringify(short(text)) }],
      }];
    });
  },
};
