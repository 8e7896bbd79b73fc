import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gateways, PLATFORM } from './gateways';
import { ChangeImpact, Manifests } from 'cdk8s-istio';

/** What runs: written by the last release, and kept beside the code. */
const released = readFileSync(join(__dirname, 'released', 'gateways.yaml'), 'utf8');

const release = Manifests.compare(released, gateways().synthYaml(), { platform: PLATFORM });

test('this release restarts nothing', () => {
  // what is not known counts as a restart; the text says why
  expect(release.restarts.length === 0 ? '' : release.toText()).toBe('');
});

test('this release takes nothing away: nothing is refused, cut off or removed', () => {
  expect(release.losses).toEqual([]);
});

test('this release leaves the address of every gateway as it is', () => {
  expect(release.workloads.flatMap(({ addressRisks }) => addressRisks)).toEqual([]);
});

test('the ingress gateway gets its new port and bounds while it runs', () => {
  expect(release.impactOf('istio-ingressgateway', 'istio-system')).toBe(ChangeImpact.LIVE);
});

test('what this release changes is what was reviewed', () => {
  expect(release.toText()).toMatchSnapshot();
});
