import AssayBase
import AssayTensor
import Foundation

/// What the nodes of an ONNX file make of its constants alone: the arithmetic that the reader does on its own.
package struct ONNXConstantGraph {
  /// A result: its shape and its numbers, row by row.
  package struct Output {
    /// The extents.
    package let shape: [Int]
    /// The numbers, integers and truths as floats.
    package let numbers: [Float]
  }

  /// The graph's outputs by name.
  package let outputs: [String: Output]

  /// Computes all outputs of the graph in `data`, none of which may depend on an input.
  ///
  /// - Throws: `AssayError` for what ``ONNXModel`` refuses too.
  package init(data: Data) throws {
    let source = ONNXSource(data: data)
    let file = try ONNXFile(reading: data)
    try ONNXOperator.check(file.graph.nodes)
    var importer = ONNXImporter(file, source: source)
    try importer.run(file.graph.nodes)
    outputs = try Dictionary(
      file.graph.outputs.map { output in
        guard let constant = try importer.operand(named: output.name).constant,
          let numbers = try constant.floats(in: source)
        else { throw AssayError(.unsupported, "ONNX: an output that is no constant", at: "“\(output.name)”") }
        return (output.name, Output(shape: constant.shape, numbers: numbers))
      }, uniquingKeysWith: { first, _ in first })
  }
}

extension ONNXModel {
  /// The names of the operators that are read, with their domains in front but for ONNX's own.
  package static var operatorNames: [String] {
    let read = ONNXOperator.all.values.map { $0.domain.isEmpty ? $0.name : "\($0.domain).\($0.name)" }
    return (read + QuantizedForm.operatorNames).sorted()
  }
}
