/// How the numbers of a stored tensor are encoded; all are little-endian.
public enum ArchiveElementType: String, Sendable, Hashable, CaseIterable {
  /// A truth value in one byte, 0 or 1.
  case bool = "BOOL"
  /// An unsigned byte.
  case uint8 = "U8"
  /// A signed byte.
  case int8 = "I8"
  /// An unsigned integer of 16 bits.
  case uint16 = "U16"
  /// A signed integer of 16 bits.
  case int16 = "I16"
  /// A half-precision float (IEEE 754 binary16).
  case float16 = "F16"
  /// The upper half of a single-precision float.
  case bfloat16 = "BF16"
  /// An unsigned integer of 32 bits.
  case uint32 = "U32"
  /// A signed integer of 32 bits.
  case int32 = "I32"
  /// A single-precision float (IEEE 754 binary32).
  case float32 = "F32"
  /// A double-precision float (IEEE 754 binary64).
  case float64 = "F64"
  /// An unsigned integer of 64 bits.
  case uint64 = "U64"
  /// A signed integer of 64 bits.
  case int64 = "I64"

  /// The bytes of one element.
  public var size: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .float64, .uint64, .int64: 8
    }
  }

  /// Whether the elements are floats, so that `integers(named:)` refuses them.
  public var isFloatingPoint: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: true
    default: false
    }
  }
}
