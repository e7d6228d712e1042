/** What tests use of oidc-provider, which has no types. */
declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  interface Context {
    path: string;
    req: IncomingMessage;
    res: ServerResponse;
    respond?: boolean;
  }
  export default class Provider {
    constructor(issuer: string, configuration: object);
    readonly Grant: new (
      fields: object,
    ) => { addOIDCScope(scopes: string): void; save(): Promise<string> };
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): void;
    interactionFinished(req: IncomingMessage, res: ServerResponse, result: object, options: object): Promise<void>;
  }
}
