import AssayBase
import AssayTensor
import Foundation

/// The bytes of an ONNX file, and of the files beside it that hold weights.
struct ONNXSource {
  /// The file's bytes, mapped where the file can be.
  let data: Data
  /// The file; nil for bytes in memory, which have no files beside them.
  let file: OpenFile?

  /// The bytes of a file, whose numbers are read rather than mapped: pages that were looked at would count as memory.
  init(path: String) throws {
    file = try OpenFile(path)
    data = try AtomicFile.map(path)
  }

  /// Bytes in memory.
  init(data: Data) { (self.data, file) = (data, nil) }

  /// The file's path; nil for bytes in memory.
  var path: String? { file?.path }

  /// What errors call the model.
  var name: String { path ?? "model" }

  /// A tensor of floats that stand as bytes, each copied once.
  func floats(of tensor: ONNXTensor) throws -> Tensor {
    let shape = Shape(tensor.shape)
    do {
      switch tensor.contents {
      case .raw(let range):
        // A pipe was read whole.
        if let file, file.count != nil { return try Self.read(shape, file, at: range.lowerBound) }
        let data = data
        return try Tensor(
          shape: shape,
          rowMajor: { buffer, offset in
            let first = range.lowerBound + offset
            data.withUnsafeBytes {
              buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[first..<first + buffer.count]))
            }
          })
      case .external(let place):
        let (file, offset) = try external(place, count: tensor.count * tensor.type.size)
        return try Self.read(shape, file, at: offset)
      case .floats, .doubles, .integers, .none: return Tensor(shape: shape, elements: try tensor.floats(in: self))
      }
    } catch let error as AssayError {
      throw error.located(at: "tensor “\(tensor.name)”")
    }
  }

  private static func read(_ shape: Shape, _ file: OpenFile, at place: Int) throws -> Tensor {
    try Tensor(shape: shape, rowMajor: { buffer, offset in try file.fill(buffer, at: place + offset) })
  }

  /// Calls `body` with the bytes of a tensor and their place in their file.
  func withBytes<Result>(
    of tensor: ONNXTensor, _ body: (_ bytes: UnsafeRawBufferPointer, _ offset: Int) throws -> Result
  ) throws -> Result {
    do {
      switch tensor.contents {
      case .raw(let range):
        return try data.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range]), range.lowerBound) }
      case .external(let place):
        let count = tensor.count * tensor.type.size
        let (file, offset) = try external(place, count: count)
        return try file.bytes(offset..<offset + count).withUnsafeBytes { try body($0, offset) }
      case .floats, .doubles, .integers, .none: return try body(UnsafeRawBufferPointer(start: nil, count: 0), 0)
      }
    } catch let error as AssayError {
      throw error.located(at: "tensor “\(tensor.name)”")
    }
  }

  /// Opens a file of weights beside the model.
  private func weights(at path: String) throws -> OpenFile {
    do {
      return try OpenFile(path)
    } catch let error as AssayError where error.kind == .missingFile {
      throw AssayError(
        .missingFile, "ONNX: the model keeps its weights in another file, which is not there",
        expected: "the file that the exporter wrote beside it", at: path,
        advice: "Move both together, or export with external_data=False")
    }
  }

  /// The file of the model's folder, and the place in it, that a tensor names for its `count` bytes.
  private func external(_ place: [String: String], count: Int) throws -> (file: OpenFile, offset: Int) {
    guard let path else {
      throw AssayError(
        .unsupported, "ONNX: weights lie in another file, which a model in memory does not have",
        advice: "Read the model from its file")
    }
    guard let location = place["location"], !location.isEmpty else {
      throw AssayError(.malformedData, "ONNX: external data without a location", found: "\(place)")
    }
    let parts = location.split(separator: "/", omittingEmptySubsequences: false)
    // A model is data: it may not choose which other files of the machine are read.
    guard !location.hasPrefix("/"), !parts.contains(".."), !location.contains("\0") else {
      throw AssayError(
        .malformedData, "ONNX: external data outside the model's folder", expected: "a file beside the model",
        found: "“\(location)”")
    }
    let offset = try number(place["offset"], or: 0)
    let length = try number(place["length"], or: count)
    guard length == count else {
      throw AssayError(
        .malformedData, "ONNX: external data do not fill the tensor", expected: "\(count) bytes", found: "\(length)")
    }
    let folder = URL(filePath: path).deletingLastPathComponent()
    let file = try weights(at: folder.appending(path: location).path(percentEncoded: false))
    guard let size = file.count, offset <= size, count <= size - offset else {
      throw AssayError(
        .malformedData, "ONNX: external data end too early", expected: "\(offset) + \(count) bytes",
        found: "\(file.count.map(String.init) ?? "no regular file")", at: file.path)
    }
    return (file, offset)
  }

  private func number(_ text: String?, or value: Int) throws -> Int {
    guard let text else { return value }
    guard let number = Int(text), number >= 0 else {
      throw AssayError(.malformedData, "ONNX: external data at an impossible place", found: "“\(text)”")
    }
    return number
  }
}
