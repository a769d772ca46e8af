import AssayBase

/// The error that `body` throws, if it is one of ours.
func fault(_ body: () throws -> Void) -> AssayError? {
  do {
    try body()
    return nil
  } catch { return error as? AssayError }
}
