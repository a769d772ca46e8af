import AssayBase
import AssayTensor

/// What a network is before it has weights: its name, the images it takes, its classes and its layers.
public struct Architecture: Sendable {
  /// The name by which checkpoints and the command call it.
  public let name: String
  /// The shape of one image: channels, height, width.
  public let inputShape: Shape
  /// The number of classes.
  public let classCount: Int
  /// The layers.
  public let body: Sequential

  /// Makes an architecture, checking that an image fits through its layers and comes out as `classes` numbers.
  ///
  /// A misfit is a programming error: the layers are written in code.
  public init(_ name: String, input: Shape, classes: Int, @SequentialBuilder _ layers: () -> [any Layer]) {
    let body = Sequential(layers())
    do {
      let output = try body.outputShape(for: input)
      precondition(output == [classes], "\(name) gives \(output) numbers, not \(classes)")
    } catch {
      preconditionFailure("\(name): \(error)")
    }
    let names = body.parameters.map(\.name)
    precondition(Set(names).count == names.count, "\(name) has two parameters of one name")
    self.name = name
    inputShape = input
    classCount = classes
    self.body = body
  }

  /// Checks what only training runs: that images fit through the auxiliary heads and come out as many logits as classes.
  ///
  /// - Throws: `AssayError(.shapeMismatch)`.
  public func checkTraining() throws {
    do {
      for shape in try body.auxiliaryShapes(for: inputShape) where shape != [classCount] {
        throw AssayError(
          .shapeMismatch, "an auxiliary head does not give the network's classes", expected: "\(classCount) numbers",
          found: "\(shape)")
      }
    } catch let error as AssayError {
      throw error.located(at: "training of \(name) on \(inputShape)")
    }
  }

  /// The number of weights, without running statistics.
  public var parameterCount: Int {
    body.parameters.weightCount
  }
}
