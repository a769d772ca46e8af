import AssayTensor
import Foundation

extension TensorArchiveBuilder {
  /// The bytes of an archive of tensors, sorted by name, as a program that says nothing else might write them.
  package static func data(of tensors: [String: Tensor], metadata: [String: String] = [:]) throws -> Data {
    var builder = TensorArchiveBuilder(metadata: metadata)
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      try builder.append(name, shape: tensor.shape.dimensions, floats: tensor.elements)
    }
    return builder.data()
  }
}
