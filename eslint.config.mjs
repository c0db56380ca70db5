import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

// The packages live outside the repository: resolve them from where eslint itself is.
const require = createRequire(pathToFileURL(path.resolve(process.argv[1])));
const js = require("@eslint/js");
const globals = require("globals");

export default [
    js.configs.recommended,
    {
        languageOptions: {
            ecmaVersion: 2022,
            sourceType: "module",
            globals: { ...globals.browser, luxon: "readonly", odoo: "readonly" },
        },
        rules: {
            "no-unused-vars": ["error", { args: "none" }],
            "prefer-const": "error",
            eqeqeq: "error",
            "no-console": "error",
        },
    },
];
