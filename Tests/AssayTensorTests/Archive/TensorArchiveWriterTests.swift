import AssayBase
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

@Suite struct TensorArchiveWriterTests {
  private let floats = (0..<24).map { Float($0) / 7 }
  private let integers = [3, -1, 9_000_000_000]

  private func declarations() throws -> [TensorDeclaration] {
    [
      try TensorDeclaration("maps", .float32, shape: [4, 2, 3]),
      try TensorDeclaration("none", .float32, shape: [0, 2]),
      try TensorDeclaration("labels", .int64, shape: [3]),
    ]
  }

  private func path(_ folder: TemporaryFolder) -> String { folder.file("a.safetensors").path(percentEncoded: false) }

  @Test(arguments: [1, 5, 24])
  func piecesMakeTheFileOfTheBuilder(size: Int) throws {
    try TemporaryFolder.with { folder in
      try TensorArchiveWriter.write(to: path(folder), metadata: ["a": "b"], try declarations()) { writer in
        for start in stride(from: 0, to: 24, by: size) {
          try writer.append(Array(floats[start..<min(24, start + size)]), to: "maps")
        }
        for integer in integers { try writer.append([integer], to: "labels") }
      }
      var builder = TensorArchiveBuilder(metadata: ["a": "b"])
      try builder.append("maps", shape: [4, 2, 3], floats: floats)
      try builder.append("none", shape: [0, 2], floats: [])
      try builder.append("labels", shape: [3], integers: integers)
      #expect(try Data(contentsOf: folder.file("a.safetensors")) == builder.data())
    }
  }

  @Test func nothingIsLeftOfAFileThatIsNotWhole() throws {
    let bodies: [(AssayError.Kind, (inout TensorArchiveWriter) throws -> Void)] = [
      (.shapeMismatch, { _ in }), (.shapeMismatch, { try $0.append(self.floats, to: "maps") }),
      (.shapeMismatch, { try $0.append(self.floats + [1], to: "maps") }),
      (.invalidArgument, { try $0.append([1], to: "labels") }),
      (.invalidArgument, { try $0.append([1, 2], to: "maps") }),
      (
        .invalidArgument,
        {
          try $0.append(self.floats, to: "maps")
          try $0.append(self.integers, to: "labels")
          try $0.append([1], to: "labels")
        }
      ),
    ]
    for (kind, body) in bodies {
      try TemporaryFolder.with { folder in
        let error = try #require(throws: AssayError.self) {
          try TensorArchiveWriter.write(to: path(folder), try declarations(), body: body)
        }
        #expect(error.kind == kind)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path(percentEncoded: false)).isEmpty)
      }
    }
  }

  @Test func impossibleTensorsAreRefused() throws {
    try TemporaryFolder.with { folder in
      let tensor = try TensorDeclaration("a", .uint8, shape: [1])
      for tensors in [[tensor, tensor], [try TensorDeclaration("__metadata__", .uint8, shape: [0])]] {
        let error = try #require(throws: AssayError.self) {
          try TensorArchiveWriter.write(to: path(folder), tensors) { _ in }
        }
        #expect(error.kind == .invalidArgument)
      }
    }
    for shape in [[-1], [Int.max, 2]] {
      #expect(throws: AssayError.self) { try TensorDeclaration("a", .float32, shape: shape) }
    }
  }
}
