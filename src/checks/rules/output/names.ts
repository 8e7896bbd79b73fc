import { seen } from './places';
import { nameProblem, shorterFix } from '../../../kube';
import { isKnownKind } from '../../../model/manifest';
import type { Manifest } from '../../../model/manifest/types';
import { Feature, Support } from '../../../platform';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';

/** Groups whose names only have to fit into a path (NameIsPathSegment), so that `system:node` is one. */
const PATH_NAMES: ReadonlySet<string> = new Set(['rbac.authorization.k8s.io', 'apiregistration.k8s.io']);

/** Kinds whose names follow rules of their own: an IP address, or what others write. */
const OWN_RULES: ReadonlySet<string> = new Set([
  'networking.k8s.io/IPAddress', 'certificates.k8s.io/CertificateSigningRequest', '/Event', 'events.k8s.io/Event',
]);

/** The longest name of a CronJob: its Jobs get eleven more characters. */
const MAX_CRON_JOB = 52;

function nameProblemOf({ key }: Manifest): string | undefined {
  const { group, kind, name } = key;
  if (PATH_NAMES.has(group)) {
    const isSegment = name !== '.' && name !== '..' && !name.includes('/') && !name.includes('%');
    return isSegment ? undefined : 'must not be "." or "..", and must not contain "/" or "%"';
  }
  if (group === '' && kind === 'Namespace') { return nameProblem('dns1123Label', name); }
  if (group === '' && kind === 'Service') { return nameProblem('dns1035Label', name); }
  if (kind === 'CronJob' && name.length > MAX_CRON_JOB) { return `must have at most ${MAX_CRON_JOB} characters, not ${name.length}`; }
  return nameProblem('dns1123Subdomain', name);
}

/** LIM008: kinds that are not known may have rules of their own, and so are not judged. */
export const objectNames: Described<ManifestRule> = {
  id: 'LIM008',
  title: 'name that Kubernetes does not take',
  what: 'The name of an object is not what its kind takes: a DNS name of at most 253 characters; for a Namespace a DNS label of at most 63; for a '
    + 'Service one that begins with a letter (from Kubernetes 1.36 on a feature gate decides that); for a CronJob at most 52 characters; or its namespace is no DNS label.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'The API server rejects objects whose name, or whose namespace, is not of the form that the kind asks for.',
  source: 'Kubernetes apimachinery pkg/api/validation/generic.go; pkg/apis/core/validation ValidateServiceName, ValidateNamespaceName; '
    + 'pkg/apis/batch/validation ValidateCronJobCreate; pkg/features/kube_features.go RelaxedServiceNameValidation',
  on: 'manifest',
  kinds: 'all',
  check: (manifest, { facts: { platform } }) => {
    const { group, kind, name, namespace } = manifest.key;
    const found: Found[] = [];
    const inNamespace = namespace === undefined ? undefined : nameProblem('dns1123Label', namespace);
    if (inNamespace !== undefined) {
      found.push({
        message: `the namespace ${inNamespace}, got ${shown(namespace)}`,
        fix: shorterFix(inNamespace) ?? 'use small letters, digits and "-"',
        part: 'namespace',
        pointer: '/metadata/namespace',
        values: [{ name: 'namespace', value: seen(manifest, '/metadata/namespace', namespace), show: shown }],
      });
    }
    if (name === '' || !isKnownKind(group, kind) || OWN_RULES.has(`${group}/${kind}`)) { return found; }
    const problem = nameProblemOf(manifest);
    if (problem === undefined) { return found; }
    // whether the gate is on nobody says
    if (kind === 'Service' && group === '' && nameProblem('dns1123Label', name) === undefined && platform.supports(Feature.RELAXED_SERVICE_NAMES_GATE) !== Support.NO) {
      return found.length > 0 ? found : { undecided: `a Service whose name begins with a digit depends on ${platform.explain(Feature.RELAXED_SERVICE_NAMES_GATE)}` };
    }
    return [...found, {
      message: `the name of a ${kind} ${problem}, got ${shown(name)}`,
      fix: PATH_NAMES.has(group) ? 'leave "/" and "%" out' : shorterFix(problem) ?? 'use small letters, digits and "-", with a letter or digit at both ends',
      part: 'name',
      pointer: '/metadata/name',
      values: [{ name: 'name', value: seen(manifest, '/metadata/name', name), show: shown }],
    }];
  },
};
