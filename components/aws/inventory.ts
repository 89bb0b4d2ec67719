import { type InventoryArgs, inventoryOf } from "../server.ts";
import { ownershipOf } from "./cloud.ts";

/**
 * The tags of what lives long: what it is called, whose it is, what for, and when somebody asks whether it is still needed.
 *
 * @throws one sentence when a part of it is empty, too long, or cannot be a tag
 */
export function tagsOf(what: string, name: string, args: InventoryArgs): { [key: string]: string } {
  const { metadata } = inventoryOf(what, args);
  return { Name: name, ...metadata, ...ownershipOf(what, args) };
}
