import AssayBase
import AssayTensor
import AssayTestSupport

extension GoldenCase {
  /// The input of `role` as a tensor.
  func tensor(_ role: String) throws -> Tensor {
    let golden = try input(role)
    return Tensor(shape: Shape(golden.shape), elements: golden.floats)
  }

  /// Two settings that stand in a list, as height and width.
  func pair(_ name: String) throws -> (height: Int, width: Int) {
    guard let height = params[name]?[0]?.int, let width = params[name]?[1]?.int else {
      throw AssayError(.malformedData, "the case has no pair “\(name)”", at: "golden case \(self.name)")
    }
    return (height, width)
  }
}
