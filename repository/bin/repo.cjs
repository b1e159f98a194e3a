#!/usr/bin/env node
// Stands here before the first build, so that npm can link the command; the bundle is made by `npm run build`.
require("../dist/cli.cjs");
