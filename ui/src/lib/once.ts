/** Work that a doubled press or a held key must not begin twice: asked for while it is under way, it is left out. */
export function once(): <T>(work: () => Promise<T>) => Promise<T | undefined> {
  let underWay = false;
  return async (work) => {
    if (underWay) return undefined;
    underWay = true;
    try {
      return await work();
    } finally {
      underWay = false;
    }
  };
}
