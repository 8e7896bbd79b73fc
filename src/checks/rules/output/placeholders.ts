import { metadataMaps, type Place, seen } from './places';
import { podTemplatePointer } from '../../../model/manifest';
import type { Manifest } from '../../../model/manifest/types';
import { joinPointer } from '../../../model/pointer';
import { listAt, mapAt, stringAt } from '../../../model/read';
import { shown } from '../../../platform/problems';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';

/** Longer texts are no identifiers, and no placeholders either. */
const MAX_LENGTH = 200;

/** A whole value that somebody meant to replace. `${NAME}` is left alone: Flux and envsubst put a value there. */
const PLACEHOLDER = /^<[A-Za-z][\w .:/-]*>$|\*{4}|^your[-_ ][\w-]*$|^(?:todo|fixme|tbd|changeme|change-me|replaceme|replace-me)$|^x{3,}$/i;

/** A part of an identifier that none can have. */
const NO_IDENTIFIER = /[<>]|\*{3}|^your[-_ ]|^x{3,}$/i;

/** Annotations that name things of the cloud: load balancers, vSwitches, subnets, zones, certificates. */
const IDENTIFIER = /(?:loadbalancer-id|load-balancer-id|vswitch-id|vswitch-ids|eci-vswitch|zone-maps|zoneid|zone-id|subnets|eip-allocations|cert-id|ssl-cert|security-groups?)$/;

/** Maps of annotations in an IstioGateway, those of single clusters included. */
function gatewayAnnotations({ key, object }: Manifest): readonly Place[] {
  if (key.group !== 'istio.alibabacloud.com' || key.kind !== 'IstioGateway') { return []; }
  const specs = ['/spec', ...Object.keys(mapAt(object, '/spec/overrides') ?? {}).map((cluster) => joinPointer('/spec/overrides', cluster))];
  return specs.flatMap((spec) => ['serviceAnnotations', 'podAnnotations'].flatMap((field) => {
    const pointer = joinPointer(spec, field);
    const map = mapAt(object, pointer);
    return map === undefined ? [] : [{ pointer, map }];
  }));
}

/** LIM012: identifiers are errors, since nothing has such a name; elsewhere the author may mean it. */
export const placeholderLeft: Described<ManifestRule> = {
  id: 'LIM012',
  title: 'placeholder left in',
  what: 'An annotation that names a load balancer, vSwitch, subnet, zone or certificate holds a placeholder such as `<lb-id>` or `lb-bp1****`. As a '
    + 'note: another annotation, or the image of a container, is nothing but a placeholder.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.PRACTICE,
  why: 'Examples are full of placeholders, and no load balancer, vSwitch or zone has such an id: the cloud refuses it, and the gateway gets no '
    + 'address.',
  source: 'ASM, CRD fields for an ASM gateway and Improve the availability of an ingress gateway (their examples hold such placeholders); Alibaba '
    + 'Cloud CCM, Service annotations',
  on: 'manifest',
  kinds: 'all',
  check: (manifest) => [
    ...[...metadataMaps(manifest, 'annotations'), ...gatewayAnnotations(manifest)].flatMap((place) => inAnnotations(manifest, place)),
    ...inImages(manifest),
  ],
};

function inAnnotations(manifest: Manifest, { pointer, map }: Place): Found[] {
  return Object.entries(map).flatMap(([key, value]) => {
    if (typeof value !== 'string' || value.length > MAX_LENGTH) { return []; }
    const isIdentifier = key.length <= 317 && IDENTIFIER.test(key);
    // a release may be called anything, and Helm writes its name
    if (key === 'meta.helm.sh/release-name') { return []; }
    const isLeft = isIdentifier ? value.split(/[,:;]/).some((part) => NO_IDENTIFIER.test(part.trim())) : PLACEHOLDER.test(value);
    return isLeft ? [left(manifest, joinPointer(pointer, key), key, value, isIdentifier)] : [];
  });
}

function inImages(manifest: Manifest): Found[] {
  const template = podTemplatePointer(manifest.key);
  if (template === undefined) { return []; }
  return ['containers', 'initContainers'].flatMap((list) => {
    const pointer = joinPointer(template, 'spec', list);
    return (listAt(manifest.object, pointer) ?? []).flatMap((container, at) => {
      const image = stringAt(container, '/image');
      return image !== undefined && image.length <= MAX_LENGTH && PLACEHOLDER.test(image)
        ? [left(manifest, joinPointer(pointer, at, 'image'), 'image', image, false)]
        : [];
    });
  });
}

function left(manifest: Manifest, pointer: string, name: string, value: string, isIdentifier: boolean): Found {
  return {
    severity: isIdentifier ? Severity.ERROR : Severity.NOTE,
    message: `${shown(name)} is ${shown(value)}, which looks like a placeholder`,
    fix: isIdentifier ? 'write the id that the cloud gave, or remove the annotation' : 'write the value that is meant, or remove it',
    part: pointer,
    pointer,
    values: [{ name: name.slice(0, 80), value: seen(manifest, pointer, value), show: shown }],
  };
}
