/**
 * A story is told in order on one stage: when a step fails, those after it would only fail for the
 * same reason, so they say that instead of waiting.
 */
import { after, before, describe, it } from "node:test";
import { App } from "./app.mjs";
import { Stage } from "./stage.mjs";

/**
 * Tells a story: `tell(step, scene)` names its steps; `scene` has the `stage` and the running
 * `app` while they play. `options` are those of `App.start`; `limit` is how long it may play.
 */
export function story(title, { limit = 400_000, ...options }, tell) {
  describe(title, { timeout: limit }, () => {
    const scene = {};
    let failed;
    before(async () => {
      scene.stage = await Stage.open();
      scene.app = await App.start(scene.stage, options);
    });
    after(async () => {
      await scene.app?.close();
      await scene.stage?.close();
    });
    const step = (name, play) =>
      it(name, async () => {
        if (failed) throw new Error(`not played, because “${failed}” failed`);
        failed = name;
        await play(scene);
        failed = undefined;
      });
    tell(step, scene);
  });
}
