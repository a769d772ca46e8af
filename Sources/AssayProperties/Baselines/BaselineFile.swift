import AssayBase
import Foundation
import Synchronization

/// The file with the baselines of one test: one for each property, data set and model that it checks.
package struct BaselineFile: Sendable, Equatable {
  /// The version of the file format.
  package static let format = "assay-baseline-1"
  private static let limit = 1 << 28
  /// The files that this process has begun to record: the first write of a run replaces what earlier runs left.
  private static let begun = Mutex<Set<String>>([])

  /// The test in full.
  package let test: String
  package private(set) var baselines: [Baseline]

  /// Reads a file.
  ///
  /// - Throws: `AssayError` that names the file and what is wrong; of kind `missingFile` when there is none.
  package init(contentsOf path: String) throws {
    let data = try AtomicFile.read(path, limit: Self.limit)
    do {
      let fields = JSONFields(try JSONValue(parsing: data))
      let format = try fields.string("format")
      guard format == Self.format else {
        throw AssayError(
          .unsupported, "another version of Assay recorded this baseline", expected: Self.format, found: format,
          at: "format", advice: "Record it again")
      }
      test = try fields.string("test")
      guard let entries = try fields.value("baselines").array else {
        throw AssayError(.malformedData, "not a list", at: "baselines")
      }
      baselines = try entries.enumerated().map { index, entry in
        do {
          return try Baseline(entry)
        } catch let error as AssayError {
          throw error.located(at: "baseline \(index)")
        }
      }
    } catch let error as AssayError {
      throw error.located(at: path)
    }
  }

  private init(test: String, baselines: [Baseline]) {
    self.test = test
    self.baselines = baselines
  }

  /// The baseline of a property on a data set; the model's name decides where a test checks several.
  ///
  /// A new model may be called otherwise than the earlier one: a single baseline is the one that is meant.
  package func baseline(of property: String, on data: String, model: String) -> Baseline? {
    let found = baselines.filter { $0.property == property && $0.data == data }
    return found.count == 1 ? found[0] : found.first { $0.model.name == model }
  }

  /// Writes a baseline into the file of its test, beside those that this process recorded before.
  ///
  /// - Throws: `AssayError` when the system refuses, or when another test has the same file.
  package static func record(_ baseline: Baseline, of test: String, to path: String) throws {
    try begun.withLock { begun in
      var file = BaselineFile(test: test, baselines: [])
      if let known = try? BaselineFile(contentsOf: path) {
        guard known.test == test else { throw clash(known.test, test, path) }
        if begun.contains(path) { file = known }
      }
      file.baselines.removeAll { old in
        old.property == baseline.property && old.data == baseline.data && old.model.name == baseline.model.name
      }
      file.baselines.append(baseline)
      try AtomicFile.write(try file.json(), to: path, creatingFolders: true)
      begun.insert(path)
    }
  }

  private func json() throws -> Data {
    let sorted = baselines.sorted { ($0.property, $0.data, $0.model.name) < ($1.property, $1.data, $1.model.name) }
    return try JSONValue.object([
      "format": .string(Self.format), "test": .string(test), "baselines": .array(sorted.map(\.json)),
    ]).serialised(pretty: true)
  }

  /// Two tests whose names make one file.
  package static func clash(_ known: String, _ test: String, _ path: String) -> AssayError {
    AssayError(
      .contractBroken, "two tests have one baseline file", expected: "that of \(test)", found: "that of \(known)",
      at: path, advice: "Rename one of them or its suite; if the other is gone, delete the file and record again")
  }
}
