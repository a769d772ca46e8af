import AssayBase
import AssayNetworks
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// Forms of operators that are not read: refused with what was expected, what was found, where, and what to do.
@Suite struct ONNXOperatorRefusalTests {
  private func refusal(opset: Int = 17, _ build: (inout ONNXFileBuilder) -> Void) throws -> AssayError {
    var file = ONNXFileBuilder()
    file.opset = opset
    build(&file)
    return try #require(throws: AssayError.self) { try ONNXModel(data: file.data(), name: "refused") }
  }

  @Test func allNodesThatCannotBeReadAreNamedTogether() throws {
    let error = try refusal { file in
      file.node("ArgMax", ["x"], ["a"], name: "first", [("axis", .integer(1))])
      file.node("Cast", ["x"], ["b"], name: "second", [("to", .integer(7))])
      file.node("Relu", ["a"], ["c"], name: "follows")
      file.node("Add", ["c", "b"], ["d"], name: "follows too")
      file.node("Flatten", ["d"], ["y"])
    }
    #expect(error.kind == .unsupported && error.advice != nil)
    let found = try #require(error.found)
    #expect(found.contains("“first” (ArgMax)") && found.contains("“second” (Cast)") && !found.contains("follows"))
  }

  @Test(arguments: [
    ("Bernoulli", 17, "evaluation"), ("RandomNormalLike", 17, "evaluation"), ("Attention", 23, "opset_version=17"),
    ("If", 17, "branches"), ("LSTM", 17, "Classifier"),
  ])
  func whatToDoAboutOperatorsThatAreNotRead(operation: String, opset: Int, advice: String) throws {
    let error = try refusal(opset: opset) { file in
      file.node(operation, ["x"], ["a"], name: "odd")
      file.node("Flatten", ["a"], ["y"])
    }
    #expect(error.found == "\(operation) (opset \(opset)) at “odd”")
    #expect(error.advice?.contains(advice) ?? false, "\(error)")
  }

  /// Each says where it is: the node by name.
  @Test func formsOfOperatorsThatAreNotRead() throws {
    typealias Case = (name: String, build: (inout ONNXFileBuilder) -> Void)
    let cases: [Case] = [
      ("a setting that is not known", { $0.node("Relu", ["x"], ["v"], name: "odd", [("slope", .float(1))]) }),
      ("a mean across images", { $0.node("MeanVarianceNormalization", ["x"], ["v"], name: "odd") }),
      (
        "a running sum across images",
        { file in
          file.tensor("axis", [0])
          file.node("CumSum", ["x", "axis"], ["v"], name: "odd")
        }
      ),
      (
        "images repeated",
        { file in
          file.tensor("repeats", [2, 1, 1, 1])
          file.node("Tile", ["x", "repeats"], ["v"], name: "odd")
        }
      ),
      (
        "images in a margin",
        { file in
          file.tensor("pads", [1, 0, 0, 0, 0, 0, 0, 0])
          file.node("Pad", ["x", "pads"], ["v"], name: "odd")
        }
      ),
      (
        "images summed by a product",
        { $0.node("Einsum", ["x", "x"], ["v"], name: "odd", [("equation", .text("nchw,nkhw->ck"))]) }
      ),
      (
        "images turned by a product",
        { file in
          file.node("Flatten", ["x"], ["f"])
          file.node("Gemm", ["f", "f"], ["v"], name: "odd", [("transA", .integer(1))])
        }
      ),
      (
        "images resized away",
        { file in
          file.tensor("factors", shape: [4], [2, 1, 1, 1])
          file.node("Resize", ["x", "", "factors"], ["v"], name: "odd")
        }
      ),
      (
        "an unknown way to resample",
        { file in
          file.tensor("factors", shape: [4], [1, 1, 2, 2])
          file.node(
            "Resize", ["x", "", "factors"], ["v"], name: "odd", [("coordinate_transformation_mode", .text("odd"))])
        }
      ),
      (
        "an unknown margin",
        { file in
          file.tensor("pads", [0, 0, 1, 0, 0, 0, 0, 0])
          file.node("Pad", ["x", "pads"], ["v"], name: "odd", [("mode", .text("odd"))])
        }
      ),
      (
        "places of maxima",
        { file in
          file.node("MaxPool", ["x"], ["m", "v"], name: "odd", [("kernel_shape", .integers([2, 2]))])
        }
      ),
      (
        "a window beside all pixels",
        { file in
          file.node(
            "AveragePool", ["x"], ["v"], name: "odd",
            [("kernel_shape", .integers([1, 1])), ("pads", .integers([2, 2, 2, 2]))])
        }
      ),
      (
        "a comparison with the number of images",
        { file in
          file.node("Size", ["x"], ["size"])
          file.tensor("limit", shape: [], type: 7, bytes: [40, 0, 0, 0, 0, 0, 0, 0])
          file.node("Greater", ["size", "limit"], ["v"], name: "odd")
        }
      ),
      (
        "places that depend on pixels",
        { file in
          file.node("Gather", ["x", "x"], ["v"], name: "odd")
        }
      ),
      ("a type that is not read", { $0.node("Cast", ["x"], ["v"], name: "odd", [("to", .integer(8))]) }),
    ]
    for (name, build) in cases {
      let error = try refusal { file in
        build(&file)
        file.node("Flatten", ["v"], ["y"])
      }
      #expect(error.kind == .unsupported, "\(name): \(error)")
      #expect("\(error)".contains("odd"), "\(name): \(error)")
      #expect(error.expected != nil || error.found != nil, "\(name): \(error)")
    }
  }
}
