import AssayBase
import CFixtureData
import Foundation

/// Files that are part of the program.
package enum EmbeddedFile {
  /// The bytes of the embedded file called `name`, which are not copied.
  ///
  /// - Throws: `AssayError` of kind `missingFile` when the program was built without it.
  package static func data(_ name: String) throws -> Data {
    let file = assay_fixture_file(name)
    guard let bytes = file.bytes else {
      throw AssayError(.missingFile, "the program holds no such file", found: name, at: "Fixtures/CFixtureData")
    }
    // Foundation never writes through it: a `Data` without deallocator copies before it changes.
    return Data(bytesNoCopy: UnsafeMutableRawPointer(mutating: bytes), count: file.count, deallocator: .none)
  }
}
