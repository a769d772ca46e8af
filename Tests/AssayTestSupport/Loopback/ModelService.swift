import AssayBase
import AssayTensor
import Foundation

/// The other side of a remote model: says what it is to GET, and answers safetensors with safetensors.
package struct ModelService: Sendable {
  private let description: JSONValue
  private let tensor: String
  private let answer: @Sendable (Tensor) throws -> Tensor

  /// - Parameters:
  ///   - tensor: What the answer's numbers are: logits, probabilities or labels.
  ///   - members: What else the service says of itself.
  ///   - answer: The numbers of N×C×H×W images.
  package init(
    _ name: String, inputShape: Shape, classCount: Int, answers tensor: String = "logits",
    _ members: [String: JSONValue] = [:], answer: @escaping @Sendable (Tensor) throws -> Tensor
  ) {
    let needed: [String: JSONValue] = [
      "name": .string(name), "inputShape": .array(inputShape.dimensions.map(JSONValue.integer)),
      "classCount": .integer(classCount),
    ]
    description = .object(needed.merging(members) { $1 })
    self.tensor = tensor
    self.answer = answer
  }

  /// What the service replies to a request.
  package func reply(_ method: String, _ path: String, _ body: Data) -> LoopbackServer.Reply {
    do {
      if method == "GET" { return .answer(200, try description.serialised()) }
      let archive = try TensorArchive(data: body)
      let shape = Shape(try archive.entry(named: "images").shape)
      let numbers = try answer(Tensor(shape: shape, elements: archive.floats(named: "images")))
      var builder = TensorArchiveBuilder()
      if tensor == "labels" {
        try builder.append(tensor, shape: numbers.shape.dimensions, integers: numbers.elements.map { Int($0) })
      } else {
        try builder.append(tensor, shape: numbers.shape.dimensions, floats: numbers.elements)
      }
      return .answer(200, builder.data())
    } catch {
      return .answer(500, Data("\(error)".utf8))
    }
  }
}
