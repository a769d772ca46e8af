import AssayNetworks
import Foundation
import Testing

/// Angles' functions, which are made of others, against double precision.
@Suite struct ONNXAngleTests {
  @Test(arguments: [("Sin", 3_000), ("Cos", 3_000), ("Atan", 3_000), ("Asin", 1), ("Acos", 1)])
  func areNearTheTrueOnes(_ operation: String, _ limit: Float) throws {
    let numbers = (0...20_000).map { (Float($0) / 10_000 - 1) * limit } + (0...2_000).map { Float($0) / 1_000 - 1 }
    var file = ONNXFileBuilder()
    file.tensor("x", shape: [numbers.count], numbers)
    file.node(operation, ["x"], ["y"])
    let output = try #require(try ONNXConstantGraph(data: file.data()).outputs["y"])
    let function: (Double) -> Double =
      switch operation {
      case "Sin": sin
      case "Cos": cos
      case "Atan": atan
      case "Asin": asin
      default: acos
      }
    let worst = zip(numbers, output.numbers).map { abs(function(Double($0)) - Double($1)) }.max() ?? .infinity
    #expect(worst < 8e-7, "\(operation): \(worst)")
  }
}
