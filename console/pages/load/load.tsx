import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import type { LeadFile } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { NeedsRole } from "../../ui/needs-role.tsx";
import type { Search } from "../../url-search.ts";
import { LoadOutcome } from "./load-outcome.tsx";
import { LoadStart } from "./load-start.tsx";
import { PrepareLoad } from "./prepare-load.tsx";
import { useUpload } from "./use-upload.ts";
import "./load.css";

/** Loads leads from a file in three steps: choose it, map its columns, see the result. The URL names the file or the load. */
export function Load() {
  const { can } = useHere();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const upload = useUpload();
  // The browser still has a file chosen in this tab, so it can be uploaded again with other reading options.
  const [chosenFile, setChosenFile] = useState<{ id: number; file: File }>();
  const go = useCallback((to: Search, replace = false) => void navigate({ to: ".", search: to, replace }), [navigate]);
  if (!can("manager")) return <NeedsRole title="Load" needed="manager" />;
  const openFile = (file: File, { id }: LeadFile, replace = false) => {
    setChosenFile({ id, file });
    go({ file: String(id), campaign: search.campaign }, replace);
  };
  if (search.action) return <LoadOutcome actionId={Number(search.action)} />;
  if (search.file) {
    const fileId = Number(search.file);
    return (
      <PrepareLoad
        fileId={fileId}
        search={search}
        onSearch={go}
        upload={upload}
        file={chosenFile?.id === fileId ? chosenFile.file : undefined}
        onRead={(file, read) => openFile(file, read, true)}
      />
    );
  }
  return (
    <LoadStart
      upload={upload}
      onFile={(file) => void upload.start(file).then((read) => read && openFile(file, read))}
    />
  );
}
