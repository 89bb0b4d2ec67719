// Serves the compiled components to other languages. What they look like is printed already: Pulumi's own host would need their sources to find it out.
const { provider } = require("@pulumi/pulumi");
const library = require("./index.js");
const schema = require("./schema.json");

provider.main(
  {
    version: schema.version,
    schema: JSON.stringify(schema),
    construct: async (name, type, inputs, options) => {
      const made = new library[type.split(":")[2]](name, inputs, options);
      const outputs = Object.keys(schema.resources[type].properties);
      return { urn: made.urn, state: Object.fromEntries(outputs.map((output) => [output, made[output]])) };
    },
  },
  process.argv.slice(2),
);
