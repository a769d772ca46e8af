import AssayBase
import Testing

/// The `AssayError` that `body` throws; an issue when it throws none.
func fault(
  _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () async throws -> some Any
) async -> AssayError? {
  do {
    _ = try await body()
    Issue.record(comment ?? "no error", sourceLocation: sourceLocation)
  } catch let error as AssayError {
    return error
  } catch {
    Issue.record("not an AssayError: \(error)", sourceLocation: sourceLocation)
  }
  return nil
}
