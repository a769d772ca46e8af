import AssayTensor
import CAssayKernels

/// A function of every row of an example, whose rows do not depend on each other.
struct RowsStep: PlanStep {
  /// What is done to each row.
  enum Function: Sendable {
    case softmax
    /// Mean 0 and variance 1, then a factor and a summand for each place (Ba, Kiros and Hinton 2016).
    case standardization(epsilon: Float, scale: Tensor, shift: Tensor)
  }

  let input: PlanValue
  let output: PlanValue
  let columns: Int
  let function: Function

  var inputs: [PlanValue] { [input] }

  var kept: [PlanValue] {
    switch function {
    case .softmax: [output]
    case .standardization: [input]
    }
  }

  func forward(_ memory: PlanMemory) {
    forEachPart(memory) { offset, rows in
      let (x, y) = (memory.activations[input.index], memory.activations[output.index])
      switch function {
      case .softmax: assay_softmax_rows(y + offset, x + offset, rows, columns)
      case .standardization(let epsilon, let scale, let shift):
        assay_normalize_rows(y + offset, x + offset, scale.pointer, shift.pointer, epsilon, rows, columns)
      }
    }
  }

  func backward(_ memory: PlanMemory) {
    forEachPart(memory) { offset, rows in
      let (x, y) = (memory.activations[input.index], memory.activations[output.index])
      let (gradient, upstream) = (memory.gradients[input.index], memory.gradients[output.index])
      switch function {
      case .softmax:
        assay_softmax_rows_backward(gradient + offset, upstream + offset, y + offset, rows, columns)
      case .standardization(let epsilon, let scale, _):
        assay_normalize_rows_backward(
          gradient + offset, upstream + offset, x + offset, scale.pointer, epsilon, rows, columns)
      }
    }
  }

  /// Deals the rows of all examples to the threads that share the slice.
  private func forEachPart(_ memory: PlanMemory, _ body: @Sendable (_ offset: Int, _ rows: Int) -> Void) {
    let count = memory.floatCount(output)
    // An exponential or two passes over a row: a thread could multiply about 32 times meanwhile.
    memory.forEachPart(of: count / columns, step: 1, operations: 32 * count) { rows, _ in
      body(rows.lowerBound * columns, rows.count)
    }
  }
}
