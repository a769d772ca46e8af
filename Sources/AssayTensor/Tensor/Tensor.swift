import CAssayKernels

/// An array of 32-bit floats with a shape: a value, never changed once made.
///
/// Logically row-major (images are N×C×H×W); inside, tensors of four axes are stored channels-last, which is what the
/// kernels read. ``elements`` converts. Inside ``valueAndGradient(at:of:)-(Tensor,_)`` a tensor also carries how it was computed.
public struct Tensor: Sendable {
  /// The extents.
  public let shape: Shape
  private let block: TensorStorage?
  let trace: Trace?

  init(shape: Shape, storage: TensorStorage, trace: Trace? = nil) {
    self.init(shape, storage, trace)
  }

  private init(_ shape: Shape, _ block: TensorStorage?, _ trace: Trace?) {
    self.shape = shape
    self.block = block
    self.trace = trace
  }

  /// The elements' memory.
  package var storage: TensorStorage {
    guard let block else { preconditionFailure("the elements of a tensor of shape \(shape) were not kept") }
    return block
  }

  /// The tensor without its elements: for derivatives that ask for nothing but the shape.
  var shapeOnly: Tensor { Tensor(shape, nil, nil) }

  /// Makes a tensor of a block that has been filled in storage order.
  package init(shape: Shape, taking storage: TensorStorage) {
    self.init(shape: shape, storage: storage)
  }

  /// Makes a tensor whose storage `fill` writes completely, in storage order (channels-last for four axes).
  package init(shape: Shape, fill: (UnsafeMutablePointer<Float>) throws -> Void) rethrows {
    let storage = TensorStorage(count: shape.count)
    try fill(storage.pointer)
    self.init(shape: shape, storage: storage)
  }

  /// Makes a tensor of `elements` in row-major order (N×C×H×W for images).
  ///
  /// The number of elements must be the shape's; a mismatch is a programming error.
  public init(shape: Shape, elements: [Float]) {
    precondition(
      elements.count == shape.count, "\(elements.count) elements do not fill a tensor of shape \(shape)")
    self.init(shape: shape) { out in
      elements.withUnsafeBufferPointer { buffer in
        guard let source = buffer.baseAddress else { return }
        Tensor.toStorageOrder(shape, from: source, to: out)
      }
    }
  }

  /// Makes a scalar.
  public init(_ value: Float) {
    self.init(shape: .scalar) { $0.pointee = value }
  }

  /// A tensor of one value everywhere.
  public init(repeating value: Float, shape: Shape) {
    self.init(shape: shape) { assay_fill($0, value, shape.count) }
  }

  /// A tensor of zeros.
  public static func zeros(_ shape: Shape) -> Tensor {
    Tensor(repeating: 0, shape: shape)
  }

  /// The number of elements.
  public var count: Int { shape.count }

  /// The elements in row-major order (N×C×H×W for images); a copy.
  public var elements: [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let out = buffer.baseAddress { Tensor.toRowMajor(shape, from: storage.pointer, to: out) }
      initialized = count
    }
  }

  /// The only element of a tensor of one element.
  public var scalar: Float {
    precondition(count == 1, "a tensor of shape \(shape) is not a single number")
    return storage.pointer.pointee
  }

  /// The elements in storage order, for kernels: of a tensor that is held, in a variable, for as long as they are looked
  /// at. Those of a value in passing, as in `(a - b).pointer`, are somebody else's at once.
  package var pointer: UnsafePointer<Float> { UnsafePointer(storage.pointer) }

  /// The same numbers, of which no gradient knows.
  public var detached: Tensor { Tensor(shape: shape, storage: storage) }
}

extension Tensor: CustomStringConvertible {
  /// The shape and the first few elements.
  public var description: String {
    let shown = elements.prefix(8).map { "\($0)" }.joined(separator: ", ")
    return "Tensor \(shape) [\(shown)\(count > 8 ? ", …" : "")]"
  }
}
