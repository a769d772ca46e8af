import AssayBase
import AssayTensor
import Foundation

/// A file of reference figures: its cases and their tensors.
public struct GoldenFile: Sendable {
  /// The name without extension: "layers".
  public let name: String
  /// The whole manifest, for rules that hold for all cases.
  public let manifest: JSONValue
  /// The tensors of all cases.
  public let archive: TensorArchive
  /// The cases in the order of the manifest.
  public let cases: [GoldenCase]

  /// The folder `ASSAY_GOLDEN_DIR`, by default `../shared/golden` beside the package; without that the few cases that
  /// come with the package.
  public static var folder: URL {
    let outside = PackagePaths.folder("ASSAY_GOLDEN_DIR", fallback: "shared/golden")
    return PackagePaths.exists(outside) ? outside : embeddedFolder
  }

  /// Whether only the cases that come with the package are there: then some ops are absent.
  public static var isSubset: Bool { folder == embeddedFolder }

  private static let embeddedFolder = PackagePaths.root.appending(path: "Fixtures/Golden", directoryHint: .isDirectory)

  /// Reads `NAME.json` and `NAME.safetensors`; nil, after one printed line, when they are absent.
  public static func load(_ name: String) throws -> GoldenFile? {
    guard let manifestURL = url(of: "\(name).json"), let tensorURL = url(of: "\(name).safetensors") else { return nil }
    let manifest = try JSONValue(contentsOf: manifestURL, allowingNonFinite: true)
    let archive = try TensorArchive(contentsOf: tensorURL)
    guard let cases = manifest["cases"]?.array else {
      throw AssayError(
        .malformedData, "the golden manifest has no list \"cases\"", at: manifestURL.path(percentEncoded: false))
    }
    return GoldenFile(
      name: name, manifest: manifest, archive: archive, cases: try cases.map { try GoldenCase($0, archive: archive) })
  }

  /// The operations of the file, sorted.
  public var ops: [String] { Set(cases.map(\.op)).sorted() }

  /// The file called `name` in the golden folder, or nil, after one printed line, when it is absent.
  public static func url(of name: String) -> URL? {
    let url = folder.appending(path: name)
    if PackagePaths.exists(url) { return url }
    print("skipped: no \(url.path(percentEncoded: false)); set ASSAY_GOLDEN_DIR to the folder of reference figures")
    return nil
  }

  /// Checks every case whose op is among `claimed`, prints the counts and gives the failures.
  ///
  /// - Parameters:
  ///   - claimed: The ops that the test says it covers.
  ///   - permittingAbsentOps: Whether a claimed op may be missing from the file.
  ///   - silently: Whether the counts stay unprinted, for tests of this function itself.
  ///   - check: The mismatches of one case; nil says that its op is not implemented, which is a failure. An error it
  ///     throws is a failure of that case.
  /// - Returns: One line for every failed case and for every claimed op without cases; empty when all is well.
  public func check(
    claiming claimed: Set<String>, permittingAbsentOps: Bool = GoldenFile.isSubset, silently: Bool = false,
    _ check: (GoldenCase) throws -> [GoldenMismatch]?
  ) -> [String] {
    var tally = GoldenTally(self, claiming: claimed, permittingAbsentOps: permittingAbsentOps)
    for goldenCase in cases where claimed.contains(goldenCase.op) {
      tally.record(goldenCase, Result { try check(goldenCase) })
    }
    return tally.report(silently: silently)
  }

  /// Checks every case as the synchronous form does, one after another.
  public func check(
    claiming claimed: Set<String>, permittingAbsentOps: Bool = GoldenFile.isSubset, silently: Bool = false,
    _ check: (GoldenCase) async throws -> [GoldenMismatch]?
  ) async -> [String] {
    var tally = GoldenTally(self, claiming: claimed, permittingAbsentOps: permittingAbsentOps)
    for goldenCase in cases where claimed.contains(goldenCase.op) {
      do {
        tally.record(goldenCase, .success(try await check(goldenCase)))
      } catch {
        tally.record(goldenCase, .failure(error))
      }
    }
    return tally.report(silently: silently)
  }
}
