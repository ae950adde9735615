/** The floors of src, from the roof down: app, features, components and grid, then ipc, then lib. */
const never = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    never("no-circles", "Two files that need each other are one file.", {}, { circular: true }),
    never(
      "features-stand-alone",
      "Features meet in app, or through lib/place; never in each other.",
      { path: "^src/features/([^/]+)/" },
      { path: "^src/features/", pathNot: "^src/features/$1/" },
    ),
    never(
      "drawers-are-the-roof-of-a-record",
      "What drawers are made of knows none of them.",
      { path: "^src/features/record/(?!drawer/)", pathNot: "\\.test\\." },
      { path: "^src/features/record/drawer/" },
    ),
    never(
      "a-record-stands-on-frame-and-field",
      "What every room of a record is made of needs no other room.",
      { path: "^src/features/record/(frame|field)/", pathNot: "\\.test\\." },
      { path: "^src/features/record/(?!(frame|field)/)[a-z]+/" },
    ),
    never(
      "app-is-the-roof",
      "Only main stands on app.",
      { pathNot: "^src/(app/|main)|^dev/|\\.test\\." },
      { path: "^src/app/" },
    ),
    never(
      "components-know-no-domain",
      "Components take values and words; they fetch nothing.",
      { path: "^src/components/" },
      { path: "^src/(features|ipc|app|grid)/" },
    ),
    never(
      "grid-is-below-features",
      "The grid knows lines and values, no screen.",
      { path: "^src/grid/" },
      { path: "^src/(features|app)/" },
    ),
    never(
      "ipc-knows-no-screen",
      "The door serves every screen alike.",
      { path: "^src/ipc/" },
      { path: "^src/(features|components|grid|app)/" },
    ),
    never(
      "lib-is-the-ground",
      "Nothing of ours lies below lib.",
      { path: "^src/lib/" },
      { path: "^src/(?!lib/)" },
    ),
    never(
      "one-door-to-the-shell",
      "Only ipc speaks to the shell.",
      { pathNot: "^(src/ipc/|dev/mock/)" },
      { path: "@tauri-apps/" },
    ),
    never(
      "dev-is-not-shipped",
      "The mock stays out of the product.",
      { path: "^src/", pathNot: "\\.test\\.tsx?$" },
      { path: "^dev/" },
    ),
    never(
      "no-lost-imports",
      "An import that resolves to nothing.",
      {},
      { couldNotResolve: true, pathNot: "\\.css$" },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "browser", "default"] },
  },
};
