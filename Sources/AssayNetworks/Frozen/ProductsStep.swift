import AssayTensor
import CAssayKernels

/// The products of the matrices of two values, and the products with their transposes backwards.
struct ProductsStep: PlanStep {
  let inputs: [PlanValue]
  let output: PlanValue
  let products: MatrixProducts

  var kept: [PlanValue] { inputs }
  var multiplyAdds: Int { products.multiplyAdds }

  func forward(_ memory: PlanMemory) {
    let p = products
    forEachProduct(memory) { product in
      let values = memory.activations
      product.multiply(
        (values[inputs[0].index], p.left), (values[inputs[1].index], p.right), p.rows, p.depth, p.columns,
        to: (values[output.index], p.result))
    }
    scale(memory.activations[output.index], memory)
  }

  func backward(_ memory: PlanMemory) {
    let p = products
    scale(memory.gradients[output.index], memory)
    forEachProduct(memory) { product in
      let (values, gradients) = (memory.activations, memory.gradients)
      let upstream = gradients[output.index]
      product.multiply(
        (upstream, p.result), (values[inputs[1].index], p.right.transposed), p.rows, p.columns, p.depth,
        to: (gradients[inputs[0].index], p.left))
      product.multiply(
        (values[inputs[0].index], p.left.transposed), (upstream, p.result), p.depth, p.rows, p.columns,
        to: (gradients[inputs[1].index], p.right))
    }
  }

  /// The result of all products lies together, in whatever order.
  private func scale(_ numbers: UnsafeMutablePointer<Float>, _ memory: PlanMemory) {
    guard products.factor != 1 else { return }
    assay_binary_scalar(ASSAY_MULTIPLY, numbers, numbers, products.factor, memory.floatCount(output))
  }

  /// Calls `body` for each product of each example; threads that share the slice take some each.
  private func forEachProduct(_ memory: PlanMemory, _ body: @Sendable (OneProduct) -> Void) {
    let count = products.count
    memory.forEachPart(of: memory.images * count, step: 1, operations: memory.images * multiplyAdds) { part, _ in
      for index in part {
        body(OneProduct(isa: memory.isa, products: products, example: index / count, index: index % count))
      }
    }
  }
}

/// One of the products of a step.
private struct OneProduct {
  typealias Matrix = (base: UnsafeMutablePointer<Float>, place: MatrixProducts.Place)

  let isa: assay_isa
  let products: MatrixProducts
  let example, index: Int

  /// The product of rows×depth and depth×columns matrices of the values that begin at the given places.
  func multiply(_ a: Matrix, _ b: Matrix, _ rows: Int, _ depth: Int, _ columns: Int, to c: Matrix) {
    // Rows are written in one piece: where the columns of the result lie together, its transpose is computed.
    guard c.place.column == 1 else {
      return multiply(
        (b.base, b.place.transposed), (a.base, a.place.transposed), columns, depth, rows,
        to: (c.base, c.place.transposed))
    }
    var job = assay_gemm_job()
    (job.m, job.n, job.k) = (rows, columns, depth)
    job.a = UnsafePointer(start(a, rows * depth))
    (job.a_row_stride, job.a_step) = (a.place.row, a.place.column)
    job.b = UnsafePointer(start(b, depth * columns))
    (job.b_k_stride, job.b_n_stride) = (b.place.row, b.place.column)
    job.c = start(c, rows * columns)
    job.c_row_stride = c.place.row
    withScratch(assay_gemm_scratch_count(&job)) { scratch in
      job.scratch = scratch
      assay_gemm(isa, &job)
    }
  }

  /// Where this product's matrix of `count` numbers begins.
  private func start(_ matrix: Matrix, _ count: Int) -> UnsafeMutablePointer<Float> {
    matrix.base + example * products.count * count + products.offset(of: index, matrix.place.outer)
  }
}

extension MatrixProducts.Place {
  /// The same matrices with rows and columns exchanged.
  var transposed: MatrixProducts.Place {
    var result = self
    (result.row, result.column) = (column, row)
    return result
  }
}
