import AssayBase
import AssayTensor
import CAssayKernels

/// The linear approximations of a boundary around some images: w·(x − image) + lead = 0.
struct BoundaryPlane {
  /// How far the other class leads at each image.
  let leads: [Float]
  /// The slopes w of that, one row an image.
  let slopes: Tensor

  /// For each image the plane that is nearer, in a norm.
  func nearer(of other: BoundaryPlane, in norm: Norm) -> BoundaryPlane {
    let (mine, theirs) = (distances(norm), other.distances(norm))
    let rows = mine.indices.filter { theirs[$0] < mine[$0] }
    guard !rows.isEmpty else { return self }
    var leads = leads
    for row in rows { leads[row] = other.leads[row] }
    return BoundaryPlane(leads: leads, slopes: slopes.replacing(rows: rows, with: other.slopes.rows(rows)))
  }

  /// The distance of each image from its plane, but for the box: by the dual norm of the slope.
  private func distances(_ norm: Norm) -> [Double] {
    let dual: Norm = norm == .linf ? .l1 : norm == .l1 ? .linf : .l2
    return zip(leads, dual.distances(from: .zeros(slopes.shape), to: slopes)).map {
      Double($0.magnitude) / max($1, 1e-12)
    }
  }

  /// The smallest changes of `points`, in a norm, that gain what is wanted along the slopes and keep to the box.
  func changes(from points: Tensor, _ norm: Norm, wanted: [Double]) -> Tensor {
    let count = points.count / max(1, points.shape[0])
    let kind = norm == .linf ? ASSAY_HYPERPLANE_LINF : norm == .l2 ? ASSAY_HYPERPLANE_L2 : ASSAY_HYPERPLANE_L1
    return Tensor(shape: points.shape) { out in
      for (row, wanted) in wanted.enumerated() {
        let place = row * count
        assay_hyperplane_change(out + place, points.pointer + place, slopes.pointer + place, wanted, kind, count)
      }
    }
  }
}

extension Tensor {
  /// The products of each row with that of another tensor.
  func dotRows(_ other: Tensor) -> [Float] {
    let count = count / max(1, shape[0])
    return (0..<shape[0]).map { assay_dot(pointer + $0 * count, other.pointer + $0 * count, count) }
  }
}
