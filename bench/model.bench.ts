import { FACTS, managedTexts, texts } from './corpus';
import { type BenchRow, medians } from './row';
import { effectiveMesh, ManifestIndex, type Manifest, readManifests } from '../src/model';

/** Index, model, and every part of every proxy read once. */
function model(manifests: readonly Manifest[]): number {
  let read = 0;
  for (const { shutdown, scaling, rollout, resources, spread, budgets, services } of effectiveMesh(ManifestIndex.of(manifests), FACTS).proxies) {
    read += [shutdown, scaling, rollout, resources, spread, budgets, services].length;
  }
  return read;
}

/** Linear in the number of objects, and no slower than twice the reading of their YAML. */
export function rows(): BenchRow[] {
  const [few, many] = [readManifests(texts(1_000)), readManifests(texts(10_000))];
  const [text, managedText] = [texts(10_000), managedTexts(10_000)];
  const gateways = readManifests(managedText);
  const [modelFew, modelMany, parseMany, modelManaged, parseManaged] = medians(3,
    () => model(few), () => model(many), () => { readManifests(text); }, () => model(gateways), () => { readManifests(managedText); });
  return [
    { name: 'indexing and modelling 10,000 objects : 1,000', value: modelMany / modelFew, limit: 11 },
    { name: 'indexing and modelling 10,000 objects : parsing their YAML', value: modelMany / parseMany, limit: 2 },
    { name: 'the same, managed gateways only', value: modelManaged / parseManaged, limit: 2 },
  ];
}
