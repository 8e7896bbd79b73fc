import { App } from 'cdk8s';
import { FLEET } from './clusters';

/** The app of one folder in a user's hands: it holds the user's charts only, and the fleet adds its own when it writes the folder. */
export class HandedOutApp extends App {
  private isByFleet = false;

  /** @param called how the user got it */
  public constructor(outdir: string, private readonly called: string) {
    super({ outdir });
  }

  public synth(): void {
    if (!this.isByFleet) {
      throw new Error(`[${FLEET}] ${this.called}.synth() would write the folder without the gateways of the fleet and the kustomization, got a call of its own; `
        + 'call synth() of the fleet, which writes every folder, or synthYaml() for the text of your charts');
    }
    super.synth();
  }

  public byFleet(synth: () => void): void {
    this.isByFleet = true;
    try {
      synth();
    } finally {
      this.isByFleet = false;
    }
  }
}

/** Writes the app of a folder, whoever holds it. */
export function synthForFleet(app: App): void {
  // through the member, on which checks may stand
  const synth = (): void => app.synth();
  if (app instanceof HandedOutApp) { app.byFleet(synth); } else { synth(); }
}
